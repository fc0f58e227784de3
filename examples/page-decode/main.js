import { decodeJpeg } from "imagenet-v2";

const canvas = document.querySelector("canvas");
const output = document.querySelector("output");

document.querySelector("input").addEventListener("change", async ({ target: { files } }) => {
  try {
    const bytes = new Uint8Array(await files[0].arrayBuffer());
    const { data, shape } = await decodeJpeg(bytes, { name: files[0].name });
    const [height, width] = shape;
    const pixels = new ImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      pixels.data.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
      pixels.data[4 * i + 3] = 255;
    }
    Object.assign(canvas, { width, height }).getContext("2d").putImageData(pixels, 0, 0);
    output.textContent = `${width} × ${height}, as Pillow decodes it`;
  } catch (error) {
    output.textContent = `${error.message} ${error.hint ?? ""}`;
  }
});
