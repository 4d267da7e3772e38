import { Lease } from '../models/lease.ts'
import { LedgerMonth } from '../models/ledger-month.ts'
import { MaintenanceRequest } from '../models/maintenance-request.ts'
import { Payment } from '../models/payment.ts'
import { Property } from '../models/property.ts'
import { RentalsView } from './rentals-view.ts'

export class DashboardView extends RentalsView {
  templateName = 'rentals/dashboard.html'
  section = 'dashboard'

  override mount() {
    this.expiringSoon = Lease.objects.expiringSoon().slice(0, 5)
    this.pendingMaintenance = MaintenanceRequest.objects.pending().byUrgency().slice(0, 5)
    this.vacant = Property.objects.vacant().slice(0, 4)
    this.months = LedgerMonth.objects.recent(12).withTotals()
    this.recentPayments = Payment.objects.latest().slice(0, 8)
  }
}
