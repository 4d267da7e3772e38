/** What a value with a date has. Months count from 1. */
export interface DateFields {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** What a value with a time of day has. */
export interface TimeFields {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
}

/** Days since 1970-01-01 of a date in the Gregorian calendar. */
export function dayNumber({ year, month, day }: DateFields): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** The date that is `days` after 1970-01-01. */
export function dateOfDay(days: number): DateFields {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 }
}

/** 0 is Sunday. */
export function weekday(date: DateFields): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** 1 on the first of January. */
export function dayOfYear(date: DateFields): number {
  return dayNumber(date) - dayNumber({ year: date.year, month: 1, day: 1 }) + 1
}

/** Week and year of ISO 8601: weeks begin on Monday, the first holds the year's first Thursday. */
export function isoWeek(date: DateFields): { readonly year: number; readonly week: number } {
  const thursday = dayNumber(date) - ((weekday(date) + 6) % 7) + 3
  const { year } = dateOfDay(thursday)
  return { year, week: Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1 }
}

export function pad(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width, '0')}` : String(value).padStart(width, '0')
}

export function isoDate({ year, month, day }: DateFields): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

/** Microseconds only where there are any, as Python's isoformat. */
export function isoTime({ hour, minute, second, microsecond }: TimeFields): string {
  const text = `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`
  return microsecond === 0 ? text : `${text}.${pad(microsecond, 6)}`
}

/** Microseconds since midnight. */
export function microsecondOfDay({ hour, minute, second, microsecond }: TimeFields): number {
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
}
