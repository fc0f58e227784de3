// Whether what a scan needs is there.
import { deriveTable, standardTables, table } from "./huffman";
import { arithmetic, progressive, quantiser } from "./markers";
import { noteGoodRows, noteProgress } from "./progress";
import { bandStart, refines, scanCount, scanned, scannedIndex } from "./scan-header";
import { HUFFMAN_TABLE, MCU_SIZE, OK, QUANTISER } from "./status";

/** u16[64] for each component: its quantiser. */
const latches = memory.data(4 * 128, 64);

/** Makes ready for the scan whose header was read. */
export function prepareScan(): i32 {
  noteGoodRows(i32.MAX_VALUE);
  let blocks = 0;
  for (let i = 0; i < scanCount; i++) {
    const c = scanned(i);
    blocks += c.h * c.v;
    if (c.latched !== 0) continue;
    const from = quantiser(c.quantiser);
    if (from === 0) return QUANTISER;
    c.latched = latches + ((<usize>scannedIndex(i)) << 7);
    memory.copy(c.latched, from, 128);
  }
  if (scanCount > 1 && blocks > 10) return MCU_SIZE;
  if (progressive) {
    const status = noteProgress();
    if (status !== OK) return status;
  }
  return arithmetic ? OK : deriveTables();
}

function deriveTables(): i32 {
  if (!progressive) standardTables();
  const wantsDc = !progressive || (bandStart === 0 && !refines());
  const wantsAc = !progressive || bandStart !== 0;
  for (let i = 0; i < scanCount; i++) {
    const c = scanned(i);
    if (wantsDc) {
      if (c.dc > 3) return HUFFMAN_TABLE;
      c.dcTable = table(c.dc);
      const status = deriveTable(c.dc);
      if (status !== OK) return status;
    }
    if (wantsAc) {
      if (c.ac > 3) return HUFFMAN_TABLE;
      c.acTable = table(4 + c.ac);
      const status = deriveTable(4 + c.ac);
      if (status !== OK) return status;
    }
  }
  return OK;
}
