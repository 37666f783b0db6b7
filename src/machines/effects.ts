/** What a state asks for when it is entered or left. XState hands these actions back; the step turns them into effects. */
export type StateRequest =
  | { readonly type: "drover.start"; readonly params: { readonly path: string } }
  | { readonly type: "drover.leave"; readonly params: { readonly path: string } }
  | { readonly type: "drover.timer.set"; readonly params: { readonly id: string; readonly delay: number | null } }
  | { readonly type: "drover.timer.clear"; readonly params: { readonly id: string } }
  | { readonly type: "drover.retrying"; readonly params: { readonly step: string } }
  | { readonly type: "drover.emit"; readonly params: { readonly name: string; readonly data: unknown } };
