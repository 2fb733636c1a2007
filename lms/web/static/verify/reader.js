/* Finds QR codes in pictures: by the browser where it can, else by a vendored WebAssembly reader. */

/* Gives a function from a video, picture or bitmap to the texts of the codes in it. A detector that
   the browser announces and that then fails, as without its service, gives way to ours. */
export async function openReader({ script, core }) {
  const formats = await window.BarcodeDetector?.getSupportedFormats?.().catch(() => []) ?? [];
  if (!formats.includes("qr_code")) return openVendored({ script, core });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let vendored = null;
  return async (source) => {
    if (vendored !== null) return (await vendored)(source);
    try {
      return (await detector.detect(source)).map((code) => code.rawValue);
    } catch {
      vendored = openVendored({ script, core });
      return (await vendored)(source);
    }
  };
}

async function openVendored({ script, core }) {
  await loadScript(script);
  const reader = window.ZXingWASM;
  await reader.prepareZXingModule({ overrides: { locateFile: () => core }, fireImmediately: true });
  return async (source) => {
    const found = await reader.readBarcodes(pixelsOf(source), { formats: ["QRCode"], maxNumberOfSymbols: 4 });
    return found.filter((code) => code.isValid).map((code) => code.text);
  };
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("reader")));
    document.head.append(script);
  });
}

const LARGEST_SIDE = 2000; // pixels; more costs time and finds no more

function pixelsOf(source) {
  const width = source.videoWidth || source.width;
  const height = source.videoHeight || source.height;
  const scale = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff"; // what is transparent in a picture is paper
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
