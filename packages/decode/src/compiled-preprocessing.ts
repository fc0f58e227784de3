import { type Geometry, geometryOf } from "./geometry.ts";
import { type PackedAxis, packAcross, packDown } from "./kernel/tables.ts";
import { normaliseTable } from "./normalise.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** A geometry with the tables that the kernel wants of it. */
export interface PackedGeometry extends Geometry {
  readonly across: PackedAxis;
  readonly down: PackedAxis;
}

/** A preprocessing with what is worked out once: its table, and the geometry of each size met. */
export interface CompiledPreprocessing {
  readonly preprocessing: Preprocessing;
  readonly table: Float32Array;
  geometry(width: number, height: number): PackedGeometry;
}

// Photographs come in few sizes; some 20 kB are kept for each.
const keptGeometries = 256;

const preparations = new WeakMap<Preprocessing, CompiledPreprocessing>();

/** The preparation of this very object, made at the first call. */
export function prepare(preprocessing: Preprocessing): CompiledPreprocessing {
  let preparation = preparations.get(preprocessing);
  if (preparation === undefined) {
    preparation = makePreparation(preprocessing);
    preparations.set(preprocessing, preparation);
  }
  return preparation;
}

function makePreparation(preprocessing: Preprocessing): CompiledPreprocessing {
  const geometries = new Map<string, PackedGeometry>();
  return {
    preprocessing,
    table: normaliseTable(preprocessing),
    geometry(width, height) {
      const key = `${width}x${height}`;
      const known = geometries.get(key);
      if (known !== undefined) return known;
      const geometry = geometryOf(width, height, preprocessing);
      const { across, down, window } = geometry.plan;
      const packed = {
        ...geometry,
        across: packAcross(across, window.x0),
        down: packDown(down, window.y0),
      };
      if (geometries.size === keptGeometries) geometries.clear();
      geometries.set(key, packed);
      return packed;
    },
  };
}
