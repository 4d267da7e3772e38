import { guardedAccess } from './guarded-access.ts'
import type { GuardedLine } from './guarded-line.ts'
import { guardedValues } from './guarded-values.ts'

export const guardedLines: readonly GuardedLine[] = [...guardedAccess, ...guardedValues]
