/** Calendar days are ISO text (`2026-03-31`), as the `date` columns of the entities are. */
export type Day = string

const DAY_MS = 86_400_000

export function today(): Day {
  const now = new Date()
  return isoDay(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()))
}

export function addDays(day: Day, days: number): Day {
  return isoDay(Date.parse(day) + days * DAY_MS)
}

/** The same day of a later month, or that month's last day where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() + months)
  const last = new Date(first)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  return `${isoDay(first.getTime()).slice(0, 8)}${String(Math.min(Number(day.slice(8)), last.getUTCDate())).padStart(2, '0')}`
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`
}

/** Days from one day to another; negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

/** Whole months from one day to another. */
export function monthsBetween(from: Day, to: Day): number {
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))
  return addMonths(from, months) > to ? months - 1 : months
}

export function isoDay(time: number): Day {
  return new Date(time).toISOString().slice(0, 10)
}
