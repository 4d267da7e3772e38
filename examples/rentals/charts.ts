import type { Library } from 'djust/template'

/** What charts need beside Django's own filters: `{% load charts %}`. */
export const charts: Library = {
  name: 'charts',
  filters: [
    {
      // {{ peak.income|axis_top:peak.costs }}: a round number that neither is above.
      name: 'axis_top',
      argument: 'optional',
      apply: (value, other) => axisTop(Math.max(Number(value ?? 0), Number(other ?? 0))),
    },
  ],
}

/** The least of 1, 2, 4, 6, 8 times a power of ten that is not below: a quarter of it is short to write. */
function axisTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
  return power * ([1, 2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10)
}
