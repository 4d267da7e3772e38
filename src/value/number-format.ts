import { DecimalValue } from './decimal-value.ts'
import { numberText } from './number-text.ts'

/** How a language writes numbers. */
export interface NumberFormats {
  readonly decimalSeparator: string
  readonly thousandSeparator: string
  /** Digits in a group; 0 groups never. */
  readonly grouping: number
  /** Groups digits wherever a number prints, not only where a filter asks for it. */
  readonly useThousandSeparator: boolean
  /** What `floatformat:"2u"` writes instead of the language's own. */
  readonly unlocalized?: NumberFormats
}

/** What Django's settings say where no language does: no grouping. */
const plainNumbers: NumberFormats = { decimalSeparator: '.', thousandSeparator: ',', grouping: 0, useThousandSeparator: false }

export const englishNumbers: NumberFormats = { ...plainNumbers, grouping: 3, unlocalized: plainNumbers }

/** A number in the page's language: full digits where `str()` would use an exponent; `decimals` cuts or fills. */
export function formatNumber(
  value: number | bigint | DecimalValue,
  formats: NumberFormats,
  decimals?: number,
  forceGrouping = false,
): string {
  const text = plainDigits(value, decimals)
  const exponentAt = text.indexOf('e')
  if (exponentAt > 0) {
    return formatDigits(text.slice(0, exponentAt), formats, decimals, forceGrouping) + text.slice(exponentAt)
  }
  return formatDigits(text, formats, decimals, forceGrouping)
}

/** Plain digits, such as `-1234.5`, in the page's language. */
export function formatDigits(text: string, formats: NumberFormats, decimals?: number, forceGrouping = false): string {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.slice(negative ? 1 : 0).split('.')
  const shown = decimals === undefined ? fraction : fraction.slice(0, decimals).padEnd(decimals, '0')
  const grouped = (forceGrouping || formats.useThousandSeparator) && formats.grouping > 0 ? groupDigits(whole, formats) : whole
  return `${negative ? '-' : ''}${grouped}${shown === '' ? '' : formats.decimalSeparator + shown}`
}

function groupDigits(digits: string, { grouping, thousandSeparator }: NumberFormats): string {
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= grouping) groups.push(digits.slice(Math.max(0, end - grouping), end))
  return groups.reverse().join(thousandSeparator)
}

// Django's bound: numbers with more digits than this print with an exponent.
const mostDigits = 200

function plainDigits(value: number | bigint | DecimalValue, decimals: number | undefined): string {
  let decimal: DecimalValue | undefined
  if (value instanceof DecimalValue) decimal = value
  else {
    const text = numberText(value)
    if (!text.includes('e')) return text
    decimal = DecimalValue.from(text)
  }
  if (decimals !== undefined && isBelow(decimal, decimals)) decimal = new DecimalValue(1, 0n, 0)
  const written = Math.abs(decimal.exponent) + decimal.digits.toString().length
  return written > mostDigits ? decimal.toScientific('e') : decimal.toFixed()
}

/** Whether none of the first `decimals` decimals is other than zero. */
function isBelow(value: DecimalValue, decimals: number): boolean {
  return value.isZero() || value.adjusted() < -decimals
}
