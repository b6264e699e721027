import type { ReactElement } from "react";

/*
 * Level curves of V = d² − g² around its saddle point: two pairs of hyperbola branches, the
 * generator's solid and the discriminator's dashed. Each is x = a·cosh t, y = a·sinh t, drawn as a
 * cubic that touches it at the apex.
 */
const branches = {
  right: ["M22 4.5 C16.4 9 16.4 15 22 19.5", "M23.4 9.4 C21.6 11 21.6 13 23.4 14.6"],
  left: ["M2 4.5 C7.6 9 7.6 15 2 19.5", "M0.6 9.4 C2.4 11 2.4 13 0.6 14.6"],
  top: ["M4.5 2 C9 7.6 15 7.6 19.5 2", "M9.4 0.6 C11 2.4 13 2.4 14.6 0.6"],
  bottom: ["M4.5 22 C9 16.4 15 16.4 19.5 22", "M9.4 23.4 C11 21.6 13 21.6 14.6 23.4"],
};

/** The mark of the lab: a saddle seen from above. */
export function SaddleMark(props: { size: number }): ReactElement {
  return (
    <svg
      width={props.size}
      height={props.size}
      viewBox="0 0 24 24"
      fill="none"
      strokeLinecap="round"
      aria-hidden="true"
    >
      {[...branches.left, ...branches.right].map((path) => (
        <path key={path} d={path} stroke="var(--saddle-generator)" strokeWidth="1.6" />
      ))}
      {[...branches.top, ...branches.bottom].map((path) => (
        <path key={path} d={path} stroke="var(--saddle-discriminator)" strokeWidth="1.6" strokeDasharray="2.6 2.2" />
      ))}
      <circle cx="12" cy="12" r="1.7" fill="var(--saddle-ink)" />
    </svg>
  );
}
