export { DatasetSection } from "./DatasetSection";
export { SettingsPanel, SettingsPanel as default } from "./SettingsPanel";
