import type { ImageTensor } from "@imagenet-v2/core";

const reset = "\x1b[0m";

/**
 * A picture as lines of text in 24-bit colour, two pixels to a character: the upper one in ink, the
 * lower one as paper.
 *
 * @param box characters wide and pixels high (an even number), at least as large as the picture, which
 * stands in its middle
 */
export function halfBlocks(image: ImageTensor, box: { width: number; height: number }): string[] {
  const [height, width] = image.shape;
  const left = " ".repeat(Math.floor((box.width - width) / 2));
  const right = " ".repeat(box.width - width - left.length);
  const blank = " ".repeat(box.width);
  const lines = Math.ceil(height / 2);
  const above = Math.floor((box.height / 2 - lines) / 2);

  const drawn = Array.from({ length: lines }, (_, line) => {
    let text = "";
    let before = "";
    for (let x = 0; x < width; x++) {
      const colors = `\x1b[38;2;${pixel(image, 2 * line, x)}m${background(image, 2 * line + 1, x)}`;
      text += colors === before ? "▀" : `${colors}▀`;
      before = colors;
    }
    return `${left}${text}${reset}${right}`;
  });
  return [
    ...Array<string>(above).fill(blank),
    ...drawn,
    ...Array<string>(Math.max(0, box.height / 2 - lines - above)).fill(blank),
  ];
}

function background(image: ImageTensor, y: number, x: number): string {
  return y < image.shape[0] ? `\x1b[48;2;${pixel(image, y, x)}m` : "\x1b[49m";
}

function pixel({ data, shape: [, width, channels] }: ImageTensor, y: number, x: number): string {
  const at = (y * width + x) * channels;
  return data.subarray(at, at + 3).join(";");
}
