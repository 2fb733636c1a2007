/* Reads QR codes in pictures: with the browser's detector, or with a vendored WebAssembly reader. */

/* Returns a function that gives the texts of all codes in a video, picture or bitmap. Where the
   browser's detector fails, the vendored reader takes over. */
export async function openReader({ script, core }) {
  const formats = await window.BarcodeDetector?.getSupportedFormats?.().catch(() => []) ?? [];
  if (!formats.includes("qr_code")) return openVendored({ script, core });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let vendored = null;
  return async (source) => {
    try {
      if (vendored === null) return (await detector.detect(source)).map((code) => code.rawValue);
    } catch {
      vendored = openVendored({ script, core });
    }
    return (await vendored)(source);
  };
}

async function openVendored({ script, core }) {
  await loadScript(script);
  const reader = window.ZXingWASM;
  await reader.prepareZXingModule({ overrides: { locateFile: () => core }, fireImmediately: true });
  return async (source) => {
    const codes = await reader.readBarcodes(pixelsOf(source), { formats: ["QRCode"] });
    return codes.filter((code) => code.isValid).map((code) => code.text);
  };
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

const MAX_SIDE = 2000; // pixels; more only costs time

function pixelsOf(source) {
  const width = source.videoWidth || source.width;
  const height = source.videoHeight || source.height;
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  /** @type {any} */
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff"; // what is transparent in a picture is paper
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
