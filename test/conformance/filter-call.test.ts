import { expect, test } from 'vitest'
import { runFilterCallCase } from '../../conformance/filter-call-case.ts'

const values = [
  { $decimal: '1.50' },
  { $float: 'nan' },
  { $float: '1e-07' },
  { $datetime: '2024-01-01T12:00:00', offsetMinutes: 60, zone: 'Europe/Berlin' },
  { $datetime: '2024-01-01T12:00:00' },
  { $date: '2024-01-01' },
  { $time: '12:00:00' },
  { $timedelta: 86_400 },
  { $set: [1] },
  { $dict: [[1, null]] },
]

test.each(values)('a filter gives %j back, and nothing else', (value) => {
  const call = (result: unknown): string => {
    const recorded = { id: 'call', filter: 'default', args: [value, 'x'], result }
    return runFilterCallCase(recorded).kind
  }
  expect(call(value)).toBe('passed')
  for (const other of [...values, null, 'x']) if (other !== value) expect(call(other)).toBe('failed')
})
