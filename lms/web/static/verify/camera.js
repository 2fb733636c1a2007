/* The camera: open, look for codes a few times a second, close. */

const PAUSE = 150; // milliseconds between pictures: time to draw
const WISHES = {
  audio: false,
  video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
};

/* Returns the texts in the first picture with a code and in the next, as a reader may miss one of
   several; null once `signal` aborts. */
export async function lookWithCamera(video, read, signal) {
  const stream = await navigator.mediaDevices.getUserMedia(WISHES);
  try {
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    while (!signal.aborted) {
      const texts = video.videoWidth ? await read(video) : [];
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
      if (texts.length) return [...texts, ...await read(video)];
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
  }
}
