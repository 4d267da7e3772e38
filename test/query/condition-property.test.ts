import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Office, openOffice } from './support/office.ts'
import { checkConditions } from './support/random-conditions.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(async () => office.close())

test('SQL keeps the rows that the evaluator keeps', { timeout: 120_000 }, async () => {
  await expect(checkConditions(office, Number(process.env['FC_RUNS'] ?? 800))).resolves.toBeUndefined()
})
