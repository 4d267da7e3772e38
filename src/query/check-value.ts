import { DjustError } from '../error.ts'
import type { Field, FieldType } from '../schema/schema.ts'
import { PlainDate } from '../value/plain-date.ts'

/**
 * Which JavaScript primitives a field may be compared with. Objects are left to the ORM's converter, and so are types
 * that are not listed.
 */
const primitives: Partial<Record<FieldType, readonly string[]>> = {
  integer: ['number', 'bigint'],
  bigint: ['number', 'bigint', 'string'],
  float: ['number'],
  decimal: ['number', 'string', 'bigint'],
  string: ['string'],
  text: ['string'],
  uuid: ['string'],
  boolean: ['boolean'],
  date: ['string', 'number'],
  datetime: ['string', 'number'],
  time: ['string'],
  enum: ['string', 'number'],
}

const conversions: Partial<Record<FieldType, string>> = {
  integer: 'Number(value)',
  float: 'Number(value)',
  string: 'String(value)',
  text: 'String(value)',
  boolean: "value === 'true'",
}

/** Refuses a value that can't be meant: SQLite would compare it by type order, and answer with no rows or all of them. */
export function checkValue(field: Field, where: string, value: unknown): void {
  if (value instanceof Date || (typeof value === 'number' && isMoment(field))) checkMoment(where, new Date(value))
  const allowed = primitives[field.type]
  if (typeof value === 'object' || allowed === undefined) return
  if (!allowed.includes(typeof value)) {
    const conversion = conversions[field.type]
    throw new DjustError('query/wrong-value', `${where} is ${article(field.type)}, but is compared with ${describe(value)}.`, {
      hint: conversion && `Convert it first: ${conversion}.`,
    })
  }
  if (field.type === 'date' && typeof value === 'string' && (value.length !== 10 || !PlainDate.parse(value))) {
    throw new DjustError('query/wrong-value', `${where} is a date, but is compared with ${describe(value)}.`, {
      hint: "Write a date as '2025-12-31', or give a Date.",
    })
  }
  const number = numbers[field.type]
  // MySQL reads as much of a text as is a number, and 0 of none.
  if (typeof value === 'string' && number && !number.test(value))
    throw new DjustError('query/wrong-value', `${where} is ${article(field.type)}, but is compared with ${describe(value)}.`)
  if (field.type === 'integer' || field.type === 'bigint') checkRange(where, value)
  checkNumber(where, value)
}

function isMoment({ type }: Field): boolean {
  return type === 'date' || type === 'datetime'
}

/** Databases read years of more or less than four digits as something else, or compare them as text. */
function checkMoment(where: string, moment: Date): void {
  if (Number.isNaN(moment.getTime()))
    throw new DjustError('query/wrong-value', `${where} is compared with a Date that is no moment (Invalid Date).`)
  const year = moment.getUTCFullYear()
  if (year >= 1 && year <= 9999) return
  throw new DjustError('query/wrong-value', `${where} is compared with a Date in the year ${year}, which no database has.`, {
    hint: 'Give a Date of the years 1 to 9999.',
  })
}

/** Texts that stand for numbers. */
const numbers: Partial<Record<FieldType, RegExp>> = { decimal: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/, bigint: /^[+-]?\d+$/ }

function checkRange(where: string, value: unknown): void {
  const whole = typeof value === 'string' ? BigInt(value.replace(/^\+/, '')) : value
  if (typeof whole !== 'bigint' || (whole >= -least && whole < 2n * least)) return
  throw new DjustError('query/wrong-value', `${where} is compared with ${whole}, which no database has as a whole number.`)
}

const least = 2n ** 63n

/** As `checkValue`, for a number that no column holds: a count or an average. */
export function checkNumber(where: string, value: unknown, strict = false): void {
  const wrong = typeof value === 'number' ? !Number.isFinite(value) : strict && typeof value !== 'bigint'
  if (wrong) throw new DjustError('query/wrong-value', `${where} is a number, but is compared with ${describe(value)}.`)
}

/** A value in an error message: short, and telling text from numbers. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) {
    const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name
    return typeof name === 'string' && name !== 'Object' ? `an object of class ${name}` : 'an object'
  }
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value)
}

function article(type: FieldType): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
