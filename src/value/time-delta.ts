/** A length of time, in microseconds: Python's timedelta. `add` takes it to a date. */
export class TimeDelta {
  readonly microseconds: number

  constructor(microseconds: number) {
    this.microseconds = microseconds
  }

  get days(): number {
    return Math.floor(this.microseconds / 86_400_000_000)
  }

  /** ISO 8601: `P10DT00H00M00S`. */
  toIsoString(): string {
    const [sign, size] = this.microseconds < 0 ? ['-', new TimeDelta(-this.microseconds)] : ['', this]
    const rest = size.microseconds - size.days * 86_400_000_000
    const seconds = Math.floor(rest / 1_000_000)
    const fraction = rest % 1_000_000 === 0 ? '' : `.${String(rest % 1_000_000).padStart(6, '0')}`
    return `${sign}P${size.days}DT${two(Math.floor(seconds / 3600))}H${two(Math.floor(seconds / 60) % 60)}M${two(seconds % 60)}${fraction}S`
  }

  toString(): string {
    const rest = this.microseconds - this.days * 86_400_000_000
    const seconds = Math.floor(rest / 1_000_000)
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
    const fraction = rest % 1_000_000
    const time = fraction === 0 ? clock : `${clock}.${String(fraction).padStart(6, '0')}`
    return this.days === 0 ? time : `${this.days} day${Math.abs(this.days) === 1 ? '' : 's'}, ${time}`
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
