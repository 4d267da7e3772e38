import { LiveView } from 'djust'
import { today } from '../calendar.ts'
import { Portfolio } from '../models/portfolio.ts'

/** What every page of the demo has: the frame with the portfolio's name, its manager and the figures in the menu. */
export abstract class RentalsView extends LiveView {
  /** The menu entry that the page belongs to. */
  abstract section: string
  portfolio = Portfolio.objects.withTotals().get({ id: 1 })
  today = new Date(today())
}

/** The key in an address; 0, which no row has, where it is no number. */
export function rowId(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0
}
