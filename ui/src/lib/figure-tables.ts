/** The tables that figures and what stands behind them are sums of. */
export const FIGURE_TABLES: readonly string[] = [
  "time_entry",
  "expense",
  "disbursement",
  "invoice",
  "invoice_mark",
  "payment",
  "payment_allocation",
  "matter",
  "firm",
];
