const live = process.stdout.isTTY === true;

export function step(text: string): void {
  console.log(`• ${text}`);
}

/** A line that redraws itself on a terminal; elsewhere only its last state is printed. */
export class ProgressLine {
  private last = '';

  show(text: string): void {
    if (text === this.last) return;
    this.last = text;
    if (live) process.stdout.write(`\r\x1b[2K  ${text}`);
  }

  end(): void {
    if (live) process.stdout.write('\n');
    else console.log(`  ${this.last}`);
  }
}

export function bar(done: number, total: number, width = 24): string {
  const filled = total === 0 ? width : Math.min(width, Math.round((done / total) * width));
  return `${'█'.repeat(filled)}${'·'.repeat(width - filled)} ${done}/${total}`;
}

export function table(rows: (string | number)[][]): string {
  const [head, ...body] = rows;
  const numeric = head!.map((_cell, column) => body.every((row) => typeof row[column] === 'number'));
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const line = (row: (string | number)[]) =>
    row
      .map((cell, column) =>
        numeric[column] ? String(cell).padStart(widths[column]!) : String(cell).padEnd(widths[column]!),
      )
      .join('   ')
      .trimEnd();
  return [line(head!), '─'.repeat(widths.reduce((sum, width) => sum + width + 3, -3)), ...body.map(line)]
    .map((text) => `  ${text}`)
    .join('\n');
}
