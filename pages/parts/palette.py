"""One colour for one meaning, safe for colour-blind readers (after Okabe and Ito), on light and on dark paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as hex text; never red against green alone."""

    ink: str
    soft: str
    paper: str
    grid: str
    models: dict[str, str]
    plans: tuple[str, ...]
    findings: dict[str, str]
    saved: str
    lost: str

    def model(self, name: str) -> str:
        """Return the colour of a pricing model."""
        # The other models are special cases of a progressive table.
        return self.models.get(name, self.models["progressive"])


LIGHT = Palette(
    ink="#1f2430",
    soft="#5b6270",
    paper="#ffffff",
    grid="#e6e4de",
    models={"progressive": "#0072b2", "volume": "#b4501a", "stairstep": "#7b4fa3", "flat": "#7b4fa3"},
    plans=("#0072b2", "#b4501a", "#00796b", "#7b4fa3", "#8a6d00", "#a83e77"),
    findings={
        "cliff": "#c2410c",
        "gaming_zone": "#e69f00",
        "recovery_zone": "#56b4e9",
        "dead_zone": "#9aa0ab",
        "step": "#7b4fa3",
        "wide_step": "#7b4fa3",
        "price_inversion": "#a83e77",
    },
    saved="#0072b2",
    lost="#c2410c",
)
DARK = Palette(
    ink="#e8e6e1",
    soft="#a3a8b3",
    paper="#14171c",
    grid="#2c313a",
    models={"progressive": "#56b4e9", "volume": "#f0894d", "stairstep": "#bb9adb", "flat": "#bb9adb"},
    plans=("#56b4e9", "#f0894d", "#3fc1a5", "#bb9adb", "#e3c455", "#e58fbb"),
    findings={
        "cliff": "#ff8a50",
        "gaming_zone": "#e6a817",
        "recovery_zone": "#56b4e9",
        "dead_zone": "#8b93a1",
        "step": "#bb9adb",
        "wide_step": "#bb9adb",
        "price_inversion": "#e58fbb",
    },
    saved="#56b4e9",
    lost="#ff8a50",
)


def palette(theme: str | None) -> Palette:
    """Return the colours of a theme, "light" or "dark"."""
    return DARK if theme == "dark" else LIGHT
