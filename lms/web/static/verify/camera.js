/* The camera: open, look for codes a few times a second, close. */

const PAUSE = 150; // milliseconds between two looks: leaves the telephone time to draw
const WISHES = {
  audio: false,
  video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
};

/* Gives the first texts that the camera sees, or null once `signal` says stop. */
export async function lookWithCamera(video, read, signal) {
  const stream = await navigator.mediaDevices.getUserMedia(WISHES);
  try {
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    while (!signal.aborted) {
      const texts = video.videoWidth ? await read(video) : [];
      if (texts.length) return texts;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
  }
}
