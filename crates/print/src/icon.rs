//! The three pictures of the dose grid, for those who do not read: sunrise, noon sun, moon.

/// A place on the page, in points from its top left.
pub(crate) type Spot = (f32, f32);

/// One step of a pen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Puts the pen down here.
    Go(Spot),
    /// Draws a straight line to here.
    Line(Spot),
    /// Draws a curve to the last place, bent towards the two before it.
    Curve([Spot; 3]),
}

/// A time of day as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The sun coming up.
    Sunrise,
    /// The sun overhead.
    Sun,
    /// The moon.
    Moon,
}

/// The side of the square that the pictures are drawn in.
pub const ICON_UNITS: f32 = 24.0;
/// Where a quarter circle's control points lie, as a part of its radius.
const QUARTER: f32 = 0.552_284_8;

impl Icon {
    /// The strokes of the picture, `size` points wide, with its top left at `x`, `y`.
    pub(crate) fn steps(self, x: f32, y: f32, size: f32) -> Vec<Step> {
        let mut pen = Pen { steps: Vec::new(), x, y, scale: size / ICON_UNITS };
        match self {
            Self::Sunrise => pen.sunrise(),
            Self::Sun => pen.sun(),
            Self::Moon => pen.moon(),
        }
        pen.steps
    }
}

struct Pen {
    steps: Vec<Step>,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn sunrise(&mut self) {
        self.line(&[(3.0, 18.5), (21.0, 18.5)]);
        self.go(6.5, 18.5);
        self.curve((6.5, 18.5 - 5.5 * QUARTER), (12.0 - 5.5 * QUARTER, 13.0), (12.0, 13.0));
        self.curve((12.0 + 5.5 * QUARTER, 13.0), (17.5, 18.5 - 5.5 * QUARTER), (17.5, 18.5));
        self.line(&[(12.0, 9.0), (12.0, 4.0)]);
        self.line(&[(9.5, 6.5), (12.0, 4.0), (14.5, 6.5)]);
        self.line(&[(4.0, 12.0), (5.5, 13.0)]);
        self.line(&[(20.0, 12.0), (18.5, 13.0)]);
    }

    fn sun(&mut self) {
        self.go(16.0, 12.0);
        let k = 4.0 * QUARTER;
        self.curve((16.0, 12.0 + k), (12.0 + k, 16.0), (12.0, 16.0));
        self.curve((12.0 - k, 16.0), (8.0, 12.0 + k), (8.0, 12.0));
        self.curve((8.0, 12.0 - k), (12.0 - k, 8.0), (12.0, 8.0));
        self.curve((12.0 + k, 8.0), (16.0, 12.0 - k), (16.0, 12.0));
        for ray in [
            [(12.0, 3.0), (12.0, 5.0)],
            [(12.0, 19.0), (12.0, 21.0)],
            [(3.0, 12.0), (5.0, 12.0)],
            [(19.0, 12.0), (21.0, 12.0)],
            [(5.6, 5.6), (7.0, 7.0)],
            [(17.0, 17.0), (18.4, 18.4)],
            [(5.6, 18.4), (7.0, 17.0)],
            [(17.0, 7.0), (18.4, 5.6)],
        ] {
            self.line(&ray);
        }
    }

    fn moon(&mut self) {
        self.go(19.5, 14.5);
        self.curve((15.2, 16.4), (10.0, 14.6), (8.6, 10.0));
        self.curve((8.0, 8.0), (8.4, 6.0), (9.5, 4.5));
        self.curve((4.6, 6.6), (3.0, 12.0), (5.6, 16.2));
        self.curve((9.2, 21.6), (17.4, 20.8), (19.5, 14.5));
    }

    fn line(&mut self, points: &[(f32, f32)]) {
        for (nth, (x, y)) in points.iter().enumerate() {
            if nth == 0 {
                self.go(*x, *y);
            } else {
                let end = self.at(*x, *y);
                self.steps.push(Step::Line(end));
            }
        }
    }

    fn go(&mut self, x: f32, y: f32) {
        let start = self.at(x, y);
        self.steps.push(Step::Go(start));
    }

    fn curve(&mut self, from: Spot, to: Spot, end: Spot) {
        let spots = [from, to, end].map(|(x, y)| self.at(x, y));
        self.steps.push(Step::Curve(spots));
    }

    fn at(&self, x: f32, y: f32) -> Spot {
        (self.x + x * self.scale, self.y + y * self.scale)
    }
}
