import type { FilterFlow } from '../../access/flow.ts'
import { scalar } from '../../access/value.ts'

/** Text, a number or a date of the input and of the argument becomes text or a number. */
export const scalarFlow: FilterFlow = (input, argument, _literal, flow) => {
  flow.output(input)
  if (argument) flow.output(argument)
  return scalar
}

/** All elements are printed, joined or put in a list of texts. */
export const printedElements: FilterFlow = (input, argument, _literal, flow) => {
  flow.output(flow.iterate(input))
  if (argument) flow.output(argument)
  return scalar
}
