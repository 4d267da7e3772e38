import { DjustError } from '../../error.ts'
import { exactDecimal } from '../../value/exact-decimal.ts'
import { englishNumbers, formatNumber } from '../../value/number-format.ts'
import { roundHalfEven } from '../../value/round-half-even.ts'
import { toInteger } from '../../value/to-number.ts'
import type { RenderSettings } from '../../render/settings.ts'

const units = ['KB', 'MB', 'GB', 'TB', 'PB']

/** `13.0 KB`, with a space that does not break; 0 bytes for what is no number. */
export function fileSize(value: unknown, settings: RenderSettings): string {
  const bytes = Number(toInteger(value) ?? 0)
  const size = Math.abs(bytes)
  if (size === Infinity) throw new DjustError('filter/input', 'the filter "filesizeformat" got a number that is too large')
  const text = size < 1024 ? byteCount(size, settings) : inUnit(size, settings)
  return (bytes < 0 ? '-' : '') + text.replaceAll(' ', '\u00a0')
}

function byteCount(size: number, { translate }: RenderSettings): string {
  const text = translate?.('%(size)d byte', '%(size)d bytes', size) ?? (size === 1 ? '%(size)d byte' : '%(size)d bytes')
  return text.replace('%(size)d', () => String(size))
}

function inUnit(size: number, { translate, numbers }: RenderSettings): string {
  let unit = 0
  while (unit < units.length - 1 && size >= 1024 ** (unit + 2)) unit++
  const pattern = `%s ${units[unit]}`
  if (!Number.isFinite(size)) throw new RangeError('filesizeformat can not show so large a number')
  const rounded = roundHalfEven(exactDecimal(size / 1024 ** (unit + 1)), 1).toNumber()
  return (translate?.(pattern) ?? pattern).replace('%s', () => formatNumber(rounded, numbers ?? englishNumbers, 1))
}
