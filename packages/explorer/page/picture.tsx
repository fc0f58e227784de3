import { useState } from "preact/hooks";
import { nameOf, pictureOf } from "./collection.ts";
import { BrokenIcon } from "./icons.tsx";
import { usePicture } from "./source.ts";
import type { ImageProps } from "./tile.tsx";

/** The stored picture with its published boxes. */
export function Picture({ collection, row }: ImageProps) {
  const { index, sizes } = collection;
  const [size, setSize] = useState({
    width: sizes?.width[row] ?? 0,
    height: sizes?.height[row] ?? 0,
  });
  const [failed, setFailed] = useState<string>();
  const damage = collection.damage(row) ?? failed;
  const path = damage === undefined ? pictureOf(collection, row, "images") : undefined;
  const src = usePicture(path, setFailed);
  if (damage !== undefined) {
    return (
      <p class="broken" role="alert">
        <BrokenIcon />
        {damage}
      </p>
    );
  }
  const boxes = index.boxes?.[row] ?? [];
  return (
    <div class="picture">
      <img
        src={src}
        alt={nameOf(collection, row)}
        onError={() => setFailed("This picture cannot be shown.")}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
          index.originals && setSize({ width, height })
        }
      />
      {boxes.length > 0 && size.width > 0 && (
        <svg
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="img"
          aria-label={boxes.length === 1 ? "a published box" : `${boxes.length} published boxes`}
        >
          {boxes.map(([left, top, right, bottom]) => (
            <rect
              key={`${left} ${top} ${right} ${bottom}`}
              x={left}
              y={top}
              width={right - left}
              height={bottom - top}
            />
          ))}
        </svg>
      )}
    </div>
  );
}
