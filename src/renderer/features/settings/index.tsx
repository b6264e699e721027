export { SettingsPanel, SettingsPanel as default } from "./SettingsPanel";
