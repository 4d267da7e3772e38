export const weekdays: readonly string[] = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Indexed by the month's number, which begins at 1. */
export const months: readonly string[] = [
  '',
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export const shortWeekdays: readonly string[] = weekdays.map((name) => name.slice(0, 3))

export const shortMonths: readonly string[] = months.map((name) => name.slice(0, 3))

/** Abbreviated as the Associated Press does, by number of the month. */
export const pressMonths: readonly string[] = [
  '',
  'Jan.',
  'Feb.',
  'March',
  'April',
  'May',
  'June',
  'July',
  'Aug.',
  'Sept.',
  'Oct.',
  'Nov.',
  'Dec.',
]

/** Django's named formats, in English. */
export const namedFormats: ReadonlyMap<string, string> = new Map([
  ['DATE_FORMAT', 'N j, Y'],
  ['TIME_FORMAT', 'P'],
  ['DATETIME_FORMAT', 'N j, Y, P'],
  ['YEAR_MONTH_FORMAT', 'F Y'],
  ['MONTH_DAY_FORMAT', 'F j'],
  ['SHORT_DATE_FORMAT', 'm/d/Y'],
  ['SHORT_DATETIME_FORMAT', 'm/d/Y P'],
])
