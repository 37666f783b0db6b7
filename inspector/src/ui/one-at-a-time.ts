import { useMutation, type UseMutationOptions, type UseMutationResult } from "@tanstack/react-query";
import { useRef } from "react";

/** A mutation that is not begun again while it is under way. A button is switched off when it is drawn again: a second click can come before that. */
export function useOneAtATime<Result, Given>(
  options: Omit<UseMutationOptions<Result, Error, Given>, "onSettled">,
): UseMutationResult<Result, Error, Given> {
  const isUnderWay = useRef(false);
  const one = useMutation({ ...options, onSettled: () => void (isUnderWay.current = false) });
  const mutate: typeof one.mutate = (...given) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    one.mutate(...given);
  };
  return { ...one, mutate };
}
