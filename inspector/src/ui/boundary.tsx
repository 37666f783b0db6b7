import { useQueryClient } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { AbsentPart } from "./lazy-part.ts";
import { Failure, messageOf } from "./notes.tsx";
import styles from "./notes.module.css";

interface BoundaryProps {
  /** What cannot be shown, in a sentence: "this view". */
  readonly what: string;
  /** Another one is another thing to show: it is tried at once. */
  readonly of?: string;
  readonly children: ReactNode;
}

/** Keeps to itself what goes wrong in drawing what is in it: says so, and all around it goes on. */
export function Boundary(props: BoundaryProps) {
  const queries = useQueryClient();
  // Nobody watches what was fetched for a view that is gone: fetched again it may be another.
  return <Caught {...props} onAgain={() => void queries.resetQueries({ type: "inactive" })} />;
}

interface CaughtProps extends BoundaryProps {
  readonly onAgain: () => void;
}

interface Tried {
  readonly error: unknown;
  readonly isBroken: boolean;
  readonly of: string | undefined;
}

class Caught extends Component<CaughtProps, Tried> {
  override state: Tried = { error: null, isBroken: false, of: this.props.of };

  static getDerivedStateFromError(error: unknown): Partial<Tried> {
    return { error, isBroken: true };
  }

  static getDerivedStateFromProps({ of }: CaughtProps, tried: Tried): Tried | null {
    return of === tried.of ? null : { error: null, isBroken: false, of };
  }

  override render(): ReactNode {
    const { what, onAgain, children } = this.props;
    const { error, isBroken } = this.state;
    if (!isBroken) return children;
    if (error instanceof AbsentPart) return <Failure error={error} again={() => window.location.reload()} />;
    return (
      <div role="alert" className={styles["failure"]}>
        <p>
          The inspector could not show {what}. Nothing has happened to your runs. It stumbled over: {messageOf(error)}
        </p>
        <Button
          small
          onClick={() => {
            onAgain();
            this.setState({ error: null, isBroken: false });
          }}
        >
          Try again
        </Button>
        <Button small onClick={() => window.location.reload()}>
          Load the page anew
        </Button>
      </div>
    );
  }
}
