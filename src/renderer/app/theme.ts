/** Mantine, dressed in the palette of palette.css. */
import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Loader,
  type MantineColorsTuple,
  Menu,
  Modal,
  NumberInput,
  Select,
  Switch,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { fontFamily } from "./palette";

/** Interaction is drawn in ink: hues are kept for data, generator, discriminator and for trouble. */
const ink: MantineColorsTuple = [
  "#e8eaed",
  "#d3d7dc",
  "#b1b8c0",
  "#8d959e",
  "#69717a",
  "#4c535b",
  "#363c43",
  "#282d33",
  "#1e2328",
  "#16191d",
];

export const theme = createTheme({
  fontFamily,
  headings: { fontFamily, fontWeight: "640" },
  colors: { ink },
  primaryColor: "ink",
  primaryShade: { light: 9, dark: 0 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  fontSizes: { xs: "11.5px", sm: "12.5px", md: "13px", lg: "15px", xl: "19px" },
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.45", lg: "1.5", xl: "1.4" },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle" } }),
    Button: Button.extend({ defaultProps: { size: "xs", variant: "filled" } }),
    Loader: Loader.extend({ defaultProps: { size: 16, type: "oval" } }),
    Menu: Menu.extend({ defaultProps: { shadow: "none", transitionProps: { duration: 80 } } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.4 } },
    }),
    NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
    Select: Select.extend({ defaultProps: { size: "xs", allowDeselect: false, checkIconPosition: "right" } }),
    Switch: Switch.extend({ defaultProps: { size: "xs" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, transitionProps: { duration: 80 }, multiline: true, maw: 320 },
    }),
  },
});

/** The same in both themes: the palette's variables change by themselves. */
const surfaces = {
  "--mantine-color-body": "var(--saddle-ground)",
  "--mantine-color-text": "var(--saddle-ink)",
  "--mantine-color-bright": "var(--saddle-ink)",
  "--mantine-color-dimmed": "var(--saddle-ink-3)",
  "--mantine-color-placeholder": "var(--saddle-ink-3)",
  "--mantine-color-anchor": "var(--saddle-ink)",
  "--mantine-color-error": "var(--saddle-bad)",
  "--mantine-color-default": "var(--saddle-surface)",
  "--mantine-color-default-hover": "var(--saddle-hover)",
  "--mantine-color-default-color": "var(--saddle-ink)",
  "--mantine-color-default-border": "var(--saddle-line)",
  "--mantine-color-disabled": "var(--saddle-sunken)",
  "--mantine-color-disabled-color": "var(--saddle-ink-3)",
  "--mantine-color-disabled-border": "var(--saddle-line)",
  "--mantine-color-ink-light": "var(--saddle-hover)",
  "--mantine-color-ink-light-hover": "var(--saddle-pressed)",
  "--mantine-color-ink-light-color": "var(--saddle-ink)",
  "--mantine-color-ink-outline": "var(--saddle-line-strong)",
  "--mantine-color-ink-outline-hover": "var(--saddle-hover)",
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: surfaces, dark: surfaces });
