/** A line that is filled in later: declarations that are only known once the code after them is written. */
export class LateLine {
  readonly parts: string[] = []

  toString(): string {
    return this.parts.join('')
  }
}

const longestRun = 40

interface Piece {
  readonly out: string
  readonly text: string | null
  readonly code: string
  readonly isString: boolean
}

/**
 * Collects generated statements. What is printed between two statements is written as one `o+=a+b+c`: neighbouring static
 * text becomes one literal.
 */
export class CodeWriter {
  private readonly items: (string | LateLine | Piece)[] = []
  private out = 'o'

  /** Whether what is printed goes to the page itself, not into a variable of some tag. */
  get isMain(): boolean {
    return this.out === 'o'
  }

  /** Static text to print. */
  text(text: string): void {
    if (text !== '') this.items.push({ out: this.out, text, code: '', isString: true })
  }

  /** An expression to print: of type string, or a number, whose digits are printed. */
  print(code: string, isString = true): void {
    this.items.push({ out: this.out, text: null, code, isString })
  }

  statement(code: string): void {
    this.items.push(code)
  }

  late(): LateLine {
    const line = new LateLine()
    this.items.push(line)
    return line
  }

  /** Sends what is printed to another variable until `emit` is done. */
  redirect(variable: string, emit: () => void): void {
    const outer = this.out
    this.out = variable
    emit()
    this.out = outer
  }

  toString(): string {
    const lines: string[] = []
    let run: Piece[] = []
    const flush = (): void => {
      if (run.length > 0) lines.push(runCode(run))
      run = []
    }
    for (const item of this.items) {
      if (typeof item === 'string' || item instanceof LateLine) {
        const line = String(item)
        if (line === '') continue
        flush()
        lines.push(line)
        continue
      }
      const last = run.at(-1)
      if (last && (last.out !== item.out || run.length >= longestRun)) flush()
      const joined = run.at(-1)
      if (typeof item.text === 'string' && typeof joined?.text === 'string')
        run[run.length - 1] = { ...joined, text: joined.text + item.text }
      else run.push(item)
    }
    flush()
    return lines.join('\n')
  }
}

function runCode(run: readonly Piece[]): string {
  const [first] = run
  // Two numbers at the front would be added.
  const start = first?.isString ? '' : '""+'
  return `${first?.out}+=${start}${run.map(({ text, code }) => (text === null ? code : quote(text))).join('+')};`
}

/** Any text as a JavaScript string literal. It can't end the literal, the line or the script. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
