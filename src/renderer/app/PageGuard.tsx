import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { toErrorValue } from "../../shared/contract/errors";
import { texts } from "../i18n";
import { ErrorNotice } from "../ui/ErrorNotice";

/** Keeps a fault of one page from taking the window down. */
export class PageGuard extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state: { fault: unknown } = { fault: null };

  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    const { message } = toErrorValue(this.state.fault);
    return (
      <div className="sd-page-fault">
        <ErrorNotice error={{ code: "internal", message: texts.t("pageFault"), hint: message }}>
          <Button variant="default" onClick={() => this.setState({ fault: null })}>
            {texts.t("showAgain")}
          </Button>
        </ErrorNotice>
      </div>
    );
  }
}
