//! A straight line through points, by least squares, with what is uncertain of it.

use std::f64::consts::FRAC_2_PI;

use super::exact::real;

/// The line y = intercept + slope x that leaves the smallest sum of squares.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Line {
    pub(super) slope: f64,
    pub(super) intercept: f64,
    points: u64,
    /// The sum of squares that it leaves.
    rest: f64,
    /// The sums of squares of x and of y around their means.
    x_squares: f64,
    y_squares: f64,
}

impl Line {
    /// Through at least two points that differ in x.
    pub(super) fn fit(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Self> {
        let mut count = 0;
        let (mut x_sum, mut y_sum) = (0.0, 0.0);
        for (x, y) in points.clone() {
            count += 1;
            x_sum += x;
            y_sum += y;
        }
        let (x_mean, y_mean) = (x_sum / real(count), y_sum / real(count));
        let (mut x_squares, mut y_squares, mut products) = (0.0, 0.0, 0.0);
        for (x, y) in points.clone() {
            x_squares += (x - x_mean).powi(2);
            y_squares += (y - y_mean).powi(2);
            products += (x - x_mean) * (y - y_mean);
        }
        if count < 2 || x_squares == 0.0 {
            return None;
        }
        let slope = products / x_squares;
        let rest = points.map(|(x, y)| (y - y_mean - slope * (x - x_mean)).powi(2)).sum();
        Some(Self { slope, intercept: y_mean - slope * x_mean, points: count, rest, x_squares, y_squares })
    }

    fn degrees_of_freedom(&self) -> Option<u64> {
        self.points.checked_sub(2).filter(|&df| df > 0)
    }

    /// The standard error of the slope.
    pub(super) fn slope_error(&self) -> Option<f64> {
        self.degrees_of_freedom().map(|df| (self.rest / real(df) / self.x_squares).sqrt())
    }

    /// The share of the variance of y that it explains.
    pub(super) fn r2(&self) -> Option<f64> {
        (self.y_squares > 0.0).then(|| 1.0 - self.rest / self.y_squares)
    }

    /// Half the width of the 95 % interval of the slope.
    pub(super) fn margin(&self) -> Option<f64> {
        Some(self.slope_error()? * student_975(self.degrees_of_freedom()?))
    }
}

/// What Student's t with so many degrees of freedom exceeds in 2.5 % of cases.
// No crate for one quantile: statrs 0.19 is within 3e-13 of 50 digits, this within 2e-14.
fn student_975(df: u64) -> f64 {
    /// The same of the normal distribution.
    const Z: f64 = 1.959_963_984_540_054;
    if df > 1000 {
        // The expansion of Abramowitz & Stegun 1964, 26.7.5; the next term is below 1e-15.
        let polynomial = |coefficients: &[f64]| coefficients.iter().fold(0.0, |sum, c| sum * Z * Z + c) * Z;
        let terms = [
            polynomial(&[1.0, 1.0]) / 4.0,
            polynomial(&[5.0, 16.0, 3.0]) / 96.0,
            polynomial(&[3.0, 19.0, 17.0, -15.0]) / 384.0,
            polynomial(&[79.0, 776.0, 1482.0, -1920.0, -945.0]) / 92160.0,
        ];
        return Z + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / real(df));
    }
    let (mut low, mut high) = (Z, 13.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if student_inside(middle, df) < 0.95 { low = middle } else { high = middle }
    }
}

/// The probability of |T| < t (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4).
fn student_inside(t: f64, df: u64) -> f64 {
    let is_odd = df % 2 == 1;
    let angle = (t / real(df).sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    // 1 + k/(k+1) cos^2 + k/(k+1) (k+2)/(k+3) cos^4 + ..
    let (mut term, mut sum, mut k) = (1.0, 0.0, if is_odd { 2.0 } else { 1.0 });
    for _ in 0..df / 2 {
        sum += term;
        term *= k / (k + 1.0) * cosine * cosine;
        k += 2.0;
    }
    if is_odd { FRAC_2_PI * (angle + sine * cosine * sum) } else { sine * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_student() {
        // mpmath, 40 digits.
        for (df, wanted) in [
            (1, 12.706204736174705),
            (2, 4.302652729749464),
            (3, 3.1824463052837095),
            (10, 2.228138851986275),
            (11, 2.2009851600916397),
            (98, 1.9844674545084817),
            (999, 1.96234146113345),
            (1000, 1.9623390808264085),
            (1001, 1.96233670528088),
            (1002, 1.9623343344825914),
            (100000, 1.9599877075346097),
        ] {
            assert!((student_975(df) - wanted).abs() <= 2e-14 * wanted, "{df}: {}", student_975(df));
        }
    }

    #[test]
    fn points_on_a_line_leave_nothing() {
        let line = Line::fit((0..10).map(|i| (f64::from(i), 3.0 - 2.0 * f64::from(i)))).unwrap();
        assert_eq!((line.slope, line.intercept), (-2.0, 3.0));
        assert_eq!((line.slope_error(), line.r2(), line.margin()), (Some(0.0), Some(1.0), Some(0.0)));
    }

    #[test]
    fn too_few_points_have_no_line_or_no_error() {
        assert_eq!(Line::fit([(1.0, 1.0)].into_iter()), None);
        assert_eq!(Line::fit([(1.0, 1.0), (1.0, 2.0)].into_iter()), None);
        let two = Line::fit([(0.0, 1.0), (1.0, 2.0)].into_iter()).unwrap();
        assert_eq!((two.slope, two.slope_error(), two.margin()), (1.0, None, None));
    }
}
