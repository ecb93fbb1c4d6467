// Fourier transforms of real images, one batch at a time: the only place that knows FFTW.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>

namespace etalon {

/// Batches of two-dimensional real transforms of one size (one-dimensional: height 1), Real =
/// double or float. Arrays are row-major and dense, image after image; any alignment will do.
///
/// Movable, not copyable. The inverse works in a scratch array of its own, so one object must not
/// be used by two threads at once; make one for each thread. Plans are estimated, never measured,
/// so they are the same in every run.
template <class Real>
class RealFft2 {
public:
    RealFft2(std::size_t height, std::size_t width, std::size_t howmany = 1);
    RealFft2(RealFft2&&) noexcept;
    RealFft2& operator=(RealFft2&&) noexcept;
    ~RealFft2();

    /// Unnormalised: x^(wy, wx) = sum over y, x of x[y, x] exp(-2 pi i (wy y/H + wx x/W)).
    /// in: howmany × H × W, left as it is. out: howmany × H × (W/2+1).
    void forward(const Real* in, std::complex<Real>* out) const;

    /// The inverse of `forward`, with its 1/(H W). in: howmany × H × (W/2+1), left as it is (the
    /// transform destroys a copy). out: howmany × H × W. What no real image has (imaginary parts
    /// of self-conjugate bins, bins of wx = 0 and W/2 that are not their partner's conjugate)
    /// does not count as an error: the result is real, but such a spectrum has no inverse.
    void inverse(const std::complex<Real>* in, Real* out) const;

    std::size_t height() const;
    std::size_t width() const;
    std::size_t columns() const; // W/2 + 1
    std::size_t howmany() const;

private:
    struct Plans;
    std::unique_ptr<Plans> plans_;
};

extern template class RealFft2<double>;
extern template class RealFft2<float>;

} // namespace etalon
