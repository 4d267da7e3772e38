/** A number as Python prints it: `1e-07`, `inf`, `nan`; whole numbers without a point. */
export function numberText(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isInteger(value)) return String(value)
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const size = Math.abs(value)
  if (size >= 1e-4) return String(value)
  const [coefficient, exponent = '0'] = value.toExponential().split('e')
  return `${coefficient}e-${exponent.slice(1).padStart(2, '0')}`
}
