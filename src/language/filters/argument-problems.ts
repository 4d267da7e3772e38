import { toInteger } from '../../value/to-number.ts'

type Argument = string | number | bigint

/** For filters whose argument is a whole number. */
export function noWholeNumber(argument: Argument): string | undefined {
  return toInteger(argument) === undefined ? 'is no whole number' : undefined
}
