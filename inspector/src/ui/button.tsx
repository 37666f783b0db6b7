import type { ButtonHTMLAttributes } from "react";
import styles from "./button.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `danger` for what cannot be taken back; `quiet` has no frame. */
  readonly kind?: "plain" | "main" | "danger" | "quiet";
  readonly small?: boolean;
}

export function Button({ kind = "plain", small = false, className = "", ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`${styles["button"]} ${styles[kind]} ${small ? styles["small"] : ""} ${className}`}
      {...rest}
    />
  );
}
