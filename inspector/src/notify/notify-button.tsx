import { useState } from "react";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { useNotices } from "../ui/notices.tsx";
import { canNotify, isWanted, want } from "./browser-notices.ts";

/** Switches notices of the browser on and off; leave is asked for only here. */
export function NotifyButton() {
  const [isOn, setOn] = useState(isWanted);
  const notices = useNotices();
  const change = useAction(() => want(!isOn), {
    onDone(now) {
      setOn(now);
      if (!now && !isOn)
        notices.tell({
          tone: "plain",
          text: "The browser does not let this page show notices: allow them for this address in its settings.",
        });
    },
  });
  if (!canNotify()) return null;
  return (
    <Button
      kind="quiet"
      small
      aria-pressed={isOn}
      title="Tells you when a run ends or asks, while this page is open somewhere behind"
      onClick={() => change.mutate()}
    >
      Notices: {isOn ? "on" : "off"}
    </Button>
  );
}
