// A form that the library does not know, in one file: JSON Lines, an example a line, its image in base64.
import { exampleWriter } from "imagenet-v2/export";

const line = (file_name: string, label: number, image: string) =>
  `${JSON.stringify({ file_name, label, image })}\n`;

/**
 * Writes `test-00000-of-00016.jsonl` and its siblings.
 *
 * @example
 * await builder("imagenet_v2/topimages").downloadAndPrepare({ writer: jsonLines() });
 */
export const jsonLines = () =>
  exampleWriter({
    name: "json-lines",
    byteLength: ({ file_name, label }, imageBytes) =>
      Buffer.byteLength(line(file_name, label, "")) + 4 * Math.ceil(imageBytes / 3),
    openShard: async ({ shard, contents, create }) => {
      const [number, count] = [shard, contents.shardLengths.length].map((n) =>
        String(n).padStart(5, "0"),
      );
      const file = await create(`test-${number}-of-${count}.jsonl`);
      return {
        write: ({ file_name, label, image }) =>
          file.write(line(file_name, label, Buffer.from(image).toString("base64"))),
      };
    },
  });
