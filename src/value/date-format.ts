import { DjustError } from '../error.ts'
import {
  type DateFields,
  type TimeFields,
  dayNumber,
  dayOfYear,
  daysInMonth,
  isLeapYear,
  isoTime,
  isoWeek,
  pad,
  weekday,
} from './calendar.ts'
import { months, namedFormats, pressMonths, shortMonths, shortWeekdays, weekdays } from './date-names.ts'
import type { DateValue } from './date-value.ts'
import { PlainDate } from './plain-date.ts'
import { PlainDateTime } from './plain-date-time.ts'
import { PlainTime } from './plain-time.ts'
import { type PrintSettings, plainZone } from './print-settings.ts'
import { type TimeZone, instantOfLocal, isAmbiguousOrImaginary, offsetText } from './time-zone.ts'
import { ZonedDateTime } from './zoned-date-time.ts'

/** Text of a date, or undefined where the value has not what the format's letters ask for. */
export type DateFormat = (value: DateValue, settings: PrintSettings) => string | undefined

/**
 * A format of Django's letters as a function, `j M Y` or a name such as `SHORT_DATE_FORMAT`. `kind` says which of
 * Django's two sets of letters: with 'time' a letter of dates makes the text undefined.
 */
export function compileDateFormat(format: string, kind: 'date' | 'time' = 'date'): DateFormat {
  const pieces = parseFormat(namedFormats.get(format) ?? format)
  const letters = pieces.filter((piece) => piece.letter).map((piece) => piece.text)
  const needsDate = letters.some((letter) => letter in dateLetters && letter !== 'c' && letter !== 'I')
  const timeLetter = letters.find((letter) => letter in timeLetters)
  const write = concatenation(pieces)
  if (kind === 'time') {
    const dateOnly = letters.some((letter) => !(letter in timeLetters))
    return (value, settings) => (dateOnly || (timeLetter && value instanceof PlainDate) ? undefined : write(value as AnyFields, settings))
  }
  return (value, settings) => {
    if (value instanceof PlainTime && needsDate) return undefined
    if (timeLetter && value instanceof PlainDate) throw timeOfDate(format, timeLetter)
    return write(value as AnyFields, settings)
  }
}

/** What is wrong with a format for all dates, moments or times of day: the error, or why it prints nothing. */
export function dateFormatProblem(
  format: string,
  kind: 'date' | 'time',
  of: 'date' | 'datetime' | 'time',
): DjustError | string | undefined {
  const letters = parseFormat(namedFormats.get(format) ?? format).flatMap(({ text, letter }) => (letter ? text : []))
  const timeLetter = letters.find((letter) => letter in timeLetters)
  const dayLetter = letters.find((letter) => !(letter in timeLetters) && (kind === 'time' || !'cI'.includes(letter)))
  if (kind === 'time' && dayLetter !== undefined) return `prints nothing, as its formats have no "${dayLetter}"`
  if (of === 'time' && dayLetter !== undefined) return `prints nothing, as the format "${format}" asks for a day ("${dayLetter}")`
  if (of !== 'date' || timeLetter === undefined) return undefined
  return kind === 'date'
    ? timeOfDate(format, timeLetter)
    : `prints nothing, as the format "${format}" asks for a time of day ("${timeLetter}")`
}

/** What a format without letters writes, whatever the value is; undefined where it has some. */
export function textOfFormat(format: string): string | undefined {
  const pieces = parseFormat(namedFormats.get(format) ?? format)
  return pieces.some((piece) => piece.letter) ? undefined : pieces.map((piece) => piece.text).join('')
}

/** What a format of dates writes of a clock's fields alone, where its letters ask for no zone. */
export interface ClockFormat {
  /** False where the day is enough. */
  readonly needsTime: boolean
  readonly write: (fields: DateFields & TimeFields) => string
}

export function compileClockFormat(format: string): ClockFormat | undefined {
  const pieces = parseFormat(namedFormats.get(format) ?? format)
  const letters = pieces.filter((piece) => piece.letter).map((piece) => piece.text)
  if (letters.some((letter) => 'ceIOrTUZ'.includes(letter))) return undefined
  const write = concatenation(pieces) as (fields: DateFields & TimeFields, settings?: PrintSettings) => string
  return { needsTime: letters.some((letter) => letter in timeLetters), write: (fields) => write(fields) }
}

/** What `compileDateFormat` looks at; the letters asked for decide which fields are really there. */
type AnyFields = DateValue & DateFields & TimeFields
type Letter = (value: AnyFields, settings: PrintSettings) => string | number

interface Piece {
  readonly text: string
  readonly letter: boolean
}

const formatLetter = /(?<!\\)([aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ])/

function parseFormat(format: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const [at, text] of format.split(formatLetter).entries()) {
    if (at % 2 === 1) pieces.push({ text, letter: true })
    else if (text !== '') pieces.push({ text: text.replace(/\\([^\n])/g, '$1'), letter: false })
  }
  return pieces
}

type Write = (value: AnyFields, settings: PrintSettings) => string

function concatenation(pieces: readonly Piece[]): Write {
  const texts: string[] = ['']
  const writers: Letter[] = []
  for (const { text, letter } of pieces) {
    const writer = letter ? (timeLetters[text] ?? dateLetters[text]) : undefined
    if (writer) {
      writers.push(writer)
      texts.push('')
    } else texts[texts.length - 1] += text
  }
  return joined(texts, writers)
}

/** More letters than any format has. */
const mostWritten = 60

/** What the letters write, each between two of the texts. Written out for few: a loop takes twice the time. */
function joined(texts: readonly string[], writers: readonly Letter[]): Write {
  const [t0 = '', t1 = '', t2 = '', t3 = ''] = texts
  const [w1, w2, w3] = writers
  if (!w1) return () => t0
  if (!w2) return (value, settings) => t0 + w1(value, settings) + t1
  if (!w3) return (value, settings) => t0 + w1(value, settings) + t1 + w2(value, settings) + t2
  const first: Write = (value, settings) => t0 + w1(value, settings) + t1 + w2(value, settings) + t2 + w3(value, settings) + t3
  if (writers.length === 3) return first
  if (writers.length > mostWritten)
    return (value, settings) => writers.reduce((text, write, at) => text + write(value, settings) + (texts[at + 1] ?? ''), t0)
  const rest = joined(['', ...texts.slice(4)], writers.slice(3))
  return (value, settings) => first(value, settings) + rest(value, settings)
}

const timeLetters: Readonly<Record<string, Letter>> = {
  a: (time) => (time.hour > 11 ? 'p.m.' : 'a.m.'),
  A: (time) => (time.hour > 11 ? 'PM' : 'AM'),
  e: (value) => (value instanceof ZonedDateTime && zoneOf(value) ? value.zone.abbreviationAt(value.epochMilliseconds) : ''),
  f: (time) => hourAndMinutes(time),
  g: (time) => time.hour % 12 || 12,
  G: (time) => time.hour,
  h: (time) => pad(time.hour % 12 || 12, 2),
  H: (time) => pad(time.hour, 2),
  i: (time) => pad(time.minute, 2),
  O: (value, settings) => {
    const offset = offsetOf(value, settings)
    return offset === undefined ? '' : offsetText(offset, '')
  },
  P: (time) => {
    if (time.minute === 0 && time.hour === 0) return 'midnight'
    if (time.minute === 0 && time.hour === 12) return 'noon'
    return `${hourAndMinutes(time)} ${time.hour > 11 ? 'p.m.' : 'a.m.'}`
  },
  s: (time) => pad(time.second, 2),
  T: (value, settings) => zoneOf(value, settings)?.abbreviationAt(instantOf(value, settings)) ?? '',
  u: (time) => pad(time.microsecond, 6),
  Z: (value, settings) => offsetOf(value, settings) ?? '',
}

const dateLetters: Readonly<Record<string, Letter>> = {
  b: (date) => shortMonths[date.month]!.toLowerCase(),
  c: (value) => value.toString(),
  d: (date) => (date.day < 10 ? `0${date.day}` : date.day),
  D: (date) => shortWeekdays[weekday(date)]!,
  E: (date) => months[date.month]!,
  F: (date) => months[date.month]!,
  I: (value, settings) => {
    const zone = zoneOf(value, settings)
    return zone ? (zone.isSummerAt(instantOf(value, settings)) ? '1' : '0') : ''
  },
  j: (date) => date.day,
  l: (date) => weekdays[weekday(date)]!,
  L: (date) => (isLeapYear(date.year) ? 'True' : 'False'),
  m: (date) => (date.month < 10 ? `0${date.month}` : date.month),
  M: (date) => shortMonths[date.month]!,
  n: (date) => date.month,
  N: (date) => pressMonths[date.month]!,
  o: (date) => isoWeek(date).year,
  r: (value, settings) => mailDate(value, settings),
  S: (date) => ordinalSuffix(date.day),
  t: (date) => daysInMonth(date.year, date.month),
  U: (value, settings) => secondsSince1970(value, settings),
  w: (date) => weekday(date),
  W: (date) => isoWeek(date).week,
  y: (date) => pad(((date.year % 100) + 100) % 100, 2),
  Y: (date) => pad(date.year, 4),
  z: (date) => dayOfYear(date),
}

function hourAndMinutes({ hour, minute }: TimeFields): string {
  const shown = hour % 12 || 12
  return minute === 0 ? String(shown) : `${shown}:${pad(minute, 2)}`
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

/** As mail headers write it: Thu, 04 Jul 1999 12:00:00 +0000. */
function mailDate(value: AnyFields, settings: PrintSettings): string {
  const time = value instanceof PlainDate ? '00:00:00' : isoTime({ ...timeOf(value), microsecond: 0 })
  const instant = instantOf(value, settings)
  const zone = value instanceof ZonedDateTime ? value.zone : plainZone(settings)
  const date = `${shortWeekdays[weekday(value)]!}, ${pad(value.day, 2)} ${shortMonths[value.month]!} ${pad(value.year, 4)}`
  return `${date} ${time} ${offsetText(zone.offsetAt(instant), '')}`
}

function timeOf({ hour, minute, second, microsecond }: TimeFields): TimeFields {
  return { hour, minute, second, microsecond }
}

/** The zone that a value's letters speak of: the engine's for date-times without one, none around a change of clocks. */
function zoneOf(value: DateValue, settings?: PrintSettings): TimeZone | undefined {
  if (!(value instanceof PlainDateTime)) return undefined
  const zone = value instanceof ZonedDateTime ? value.zone : settings && plainZone(settings)
  return zone && !isAmbiguousOrImaginary(zone, value.localMilliseconds) ? zone : undefined
}

function offsetOf(value: DateValue, settings: PrintSettings): number | undefined {
  return zoneOf(value, settings)?.offsetAt(instantOf(value, settings))
}

/** Milliseconds since 1970; a date is its midnight, and without a zone it is in the engine's. */
function instantOf(value: DateValue, settings: PrintSettings): number {
  if (value instanceof ZonedDateTime) return value.epochMilliseconds
  const zone = plainZone(settings)
  if (value instanceof PlainDateTime) return instantOfLocal(zone, value.localMilliseconds)
  return value instanceof PlainDate ? instantOfLocal(zone, dayNumber(value) * 86_400_000) : NaN
}

/** Without their fraction: of a moment before 1970 that is the second after it. */
function secondsSince1970(value: DateValue, settings: PrintSettings): number {
  const beyond = value instanceof PlainDateTime ? value.microsecond % 1000 : 0
  return Math.trunc((instantOf(value, settings) * 1000 + beyond) / 1_000_000)
}

function timeOfDate(format: string, letter: string): DjustError {
  return new DjustError('value/date-format', `the date format "${format}" asks for a time of day ("${letter}") of a date that has none`, {
    hint: 'Use only letters of dates (d, j, m, n, M, F, Y …), or give it a date with a time.',
  })
}
