// A program: overwrites a file from an offset to its end.
//   overwrite.ts <file> <offset>
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';

const [file = '', offset = '0'] = process.argv.slice(2);
const handle = openSync(file, 'r+');
const length = fstatSync(handle).size - Number(offset);
writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, Number(offset));
closeSync(handle);
