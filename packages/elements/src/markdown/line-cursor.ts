/** Where the reading of one line has come to, in characters and in columns: a tab fills up to four. */
export class LineCursor {
  line = '';
  offset = 0;
  column = 0;
  /** The next character that is neither space nor tab. */
  nextOffset = 0;
  nextColumn = 0;
  /** How many columns are left of a tab that is half used. */
  #tabRest = 0;

  begin(line: string): void {
    this.line = line;
    this.offset = 0;
    this.column = 0;
    this.#tabRest = 0;
    this.look();
  }

  /** Finds what comes after the white space. */
  look(): void {
    let offset = this.offset;
    let column = this.column;
    for (; offset < this.line.length; offset++) {
      const character = this.line[offset];
      if (character === ' ') column += 1;
      else if (character === '\t') column += 4 - (column % 4);
      else break;
    }
    this.nextOffset = offset;
    this.nextColumn = column;
  }

  /** How many columns of white space come next. */
  get indent(): number {
    return this.nextColumn - this.column;
  }

  get indented(): boolean {
    return this.indent >= 4;
  }

  get blank(): boolean {
    return this.nextOffset >= this.line.length;
  }

  /** The first character after the white space; empty when there is none. */
  get next(): string {
    return this.line[this.nextOffset] ?? '';
  }

  /** Whether a space or tab comes right now. */
  get atSpace(): boolean {
    const character = this.line[this.offset];
    return character === ' ' || character === '\t';
  }

  /** What comes after the white space. */
  get rest(): string {
    return this.line.slice(this.nextOffset);
  }

  /** What comes, with what is left of a tab as spaces. */
  get content(): string {
    return this.#tabRest === 0
      ? this.line.slice(this.offset)
      : ' '.repeat(this.#tabRest) + this.line.slice(this.offset + 1);
  }

  toNext(): void {
    this.offset = this.nextOffset;
    this.column = this.nextColumn;
    this.#tabRest = 0;
  }

  skip(characters: number): void {
    for (; characters > 0 && this.offset < this.line.length; characters--) {
      this.column += this.line[this.offset] === '\t' ? 4 - (this.column % 4) : 1;
      this.offset += 1;
    }
    this.#tabRest = 0;
    this.look();
  }

  skipColumns(columns: number): void {
    for (let left = columns; left > 0 && this.offset < this.line.length; ) {
      const width = this.line[this.offset] === '\t' ? 4 - (this.column % 4) : 1;
      const used = Math.min(width, left);
      this.column += used;
      left -= used;
      this.#tabRest = width - used;
      if (this.#tabRest === 0) this.offset += 1;
    }
    this.look();
  }
}
