import type { Request } from 'djust'
import { addMonths, today } from '../calendar.ts'
import { Listing, type Page } from '../listing.ts'
import { Expense } from '../models/expense.ts'
import { LedgerMonth } from '../models/ledger-month.ts'
import { Payment } from '../models/payment.ts'
import { Property } from '../models/property.ts'
import { RentalsView } from './rentals-view.ts'

export class FinancialsView extends RentalsView {
  templateName = 'rentals/financials.html'
  section = 'financials'
  months = LedgerMonth.objects.recent(12).withTotals()
  properties = Property.objects.withLedgerSince(yearAgo()).withPendingCount().orderBy('-income', 'name').slice(0, 10)
  categories = Expense.objects.byCategorySince(yearAgo()).slice(0, 8)
  payments = Payment.objects.latest()
  page!: Page

  override async mount(request: Request) {
    this.page = await new Listing(request).page(this.payments, 20)
    this.payments = this.page.of(this.payments)
  }
}

function yearAgo() {
  return addMonths(today(), -12)
}
