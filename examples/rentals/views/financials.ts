import type { Request } from 'djust'
import { addMonths, today } from '../calendar.ts'
import { Listing } from '../listing.ts'
import { Expense } from '../models/expense.ts'
import { LedgerMonth } from '../models/ledger-month.ts'
import { Payment } from '../models/payment.ts'
import { Property } from '../models/property.ts'
import { RentalsView } from './rentals-view.ts'

export class FinancialsView extends RentalsView {
  templateName = 'rentals/financials.html'
  section = 'financials'

  override async mount(request: Request) {
    const yearAgo = addMonths(today(), -12)
    this.months = LedgerMonth.objects.recent(12).withTotals()
    this.properties = Property.objects.withLedgerSince(yearAgo).withPendingCount().orderBy('-income', 'name').slice(0, 10)
    this.categories = Expense.objects.byCategorySince(yearAgo).slice(0, 8)

    const payments = Payment.objects.latest()
    const page = await new Listing(request).page(payments, 20)
    this.page = page
    this.payments = page.of(payments)
  }
}
