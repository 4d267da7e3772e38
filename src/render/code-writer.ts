/** A line that is filled in later: declarations that are only known once the code after them is written. */
export class LateLine {
  readonly parts: string[] = []

  toString(): string {
    return this.parts.join('')
  }
}

const longestRun = 40

/**
 * Collects generated statements. Output is gathered until a statement follows and then written as one `o+=a+b+c`:
 * neighbouring static text becomes one literal.
 */
export class CodeWriter {
  private readonly lines: (string | LateLine)[] = []
  private pieces: string[] = []
  private pendingText = ''
  private out = 'o'

  /** Static text to print. */
  text(text: string): void {
    this.pendingText += text
  }

  /** An expression of type string to print. */
  print(code: string): void {
    this.takeText()
    this.pieces.push(code)
    if (this.pieces.length >= longestRun) this.flush()
  }

  statement(code: string): void {
    this.flush()
    this.lines.push(code)
  }

  late(): LateLine {
    this.flush()
    const line = new LateLine()
    this.lines.push(line)
    return line
  }

  /** Sends what is printed to another variable until `emit` is done. */
  redirect(variable: string, emit: () => void): void {
    this.flush()
    const outer = this.out
    this.out = variable
    emit()
    this.flush()
    this.out = outer
  }

  toString(): string {
    this.flush()
    return this.lines
      .map(String)
      .filter((line) => line !== '')
      .join('\n')
  }

  private flush(): void {
    this.takeText()
    if (this.pieces.length === 0) return
    this.lines.push(`${this.out}+=${this.pieces.join('+')};`)
    this.pieces = []
  }

  private takeText(): void {
    if (this.pendingText === '') return
    this.pieces.push(quote(this.pendingText))
    this.pendingText = ''
  }
}

/** Any text as a JavaScript string literal. It can't end the literal, the line or the script. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
