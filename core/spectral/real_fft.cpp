#include "core/spectral/real_fft.hpp"

#include "core/lab/error.hpp"

#include <fftw3.h>

#include <array>
#include <limits>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

namespace etalon {
namespace {

// FFTW plans from one thread at a time, whatever the precision; executing needs no lock.
std::mutex& planner_mutex()
{
    static std::mutex mutex;
    return mutex;
}

// FFTW names everything twice, once for each precision.
template <class Real>
struct Fftw;

template <>
struct Fftw<double> {
    using Plan = fftw_plan;
    using Complex = fftw_complex;
    static constexpr auto plan_forward = fftw_plan_many_dft_r2c;
    static constexpr auto plan_inverse = fftw_plan_many_dft_c2r;
    static constexpr auto forward = fftw_execute_dft_r2c;
    static constexpr auto inverse = fftw_execute_dft_c2r;
    static constexpr auto destroy = fftw_destroy_plan;
    static constexpr auto forget_wisdom = fftw_forget_wisdom;
};

template <>
struct Fftw<float> {
    using Plan = fftwf_plan;
    using Complex = fftwf_complex;
    static constexpr auto plan_forward = fftwf_plan_many_dft_r2c;
    static constexpr auto plan_inverse = fftwf_plan_many_dft_c2r;
    static constexpr auto forward = fftwf_execute_dft_r2c;
    static constexpr auto inverse = fftwf_execute_dft_c2r;
    static constexpr auto destroy = fftwf_destroy_plan;
    static constexpr auto forget_wisdom = fftwf_forget_wisdom;
};

template <class Real>
struct Destroy {
    void operator()(typename Fftw<Real>::Plan plan) const
    {
        const std::lock_guard lock(planner_mutex());
        Fftw<Real>::destroy(plan);
    }
};

template <class Real>
using Plan = std::unique_ptr<std::remove_pointer_t<typename Fftw<Real>::Plan>, Destroy<Real>>;

// Estimated plans depend on the sizes alone. Callers' arrays may lie anywhere: without
// FFTW_UNALIGNED only those aligned like the planner's would be allowed.
constexpr unsigned flags = FFTW_ESTIMATE | FFTW_UNALIGNED;

} // namespace

template <class Real>
struct RealFft2<Real>::Plans {
    std::size_t height, width, howmany;
    mutable std::vector<std::complex<Real>> scratch; // the inverse destroys what it reads
    Plan<Real> forward, inverse;

    Plans(std::size_t h, std::size_t w, std::size_t count)
        : height(h)
        , width(w)
        , howmany(count)
    {
        constexpr std::size_t limit = std::numeric_limits<int>::max();
        const std::string size =
            std::to_string(count) + " transforms of " + std::to_string(h) + "x" + std::to_string(w);
        if (h == 0 || w == 0 || count == 0 || h > limit / w || count > limit / (h * w + h))
            throw Error(size + ": sizes must be at least 1 and the total below 2^31 values.");

        const std::size_t bins = h * (w / 2 + 1);
        scratch.resize(count * bins);
        const auto signal =
            std::make_unique_for_overwrite<Real[]>(count * h * w); // planned for, not touched
        auto* spectrum = reinterpret_cast<typename Fftw<Real>::Complex*>(scratch.data());
        const std::array extents{static_cast<int>(h), static_cast<int>(w)};

        const std::lock_guard lock(planner_mutex());
        Fftw<Real>::forget_wisdom(); // what was planned before must not matter
        forward.reset(Fftw<Real>::plan_forward(2, extents.data(), static_cast<int>(count),
                                               signal.get(), nullptr, 1, static_cast<int>(h * w),
                                               spectrum, nullptr, 1, static_cast<int>(bins),
                                               flags | FFTW_PRESERVE_INPUT));
        inverse.reset(Fftw<Real>::plan_inverse(2, extents.data(), static_cast<int>(count), spectrum,
                                               nullptr, 1, static_cast<int>(bins), signal.get(),
                                               nullptr, 1, static_cast<int>(h * w),
                                               flags | FFTW_DESTROY_INPUT));
        if (!forward || !inverse)
            throw Error(size + " could not be planned.");
    }
};

template <class Real>
RealFft2<Real>::RealFft2(std::size_t height, std::size_t width, std::size_t howmany)
    : plans_(std::make_unique<Plans>(height, width, howmany))
{
}

template <class Real>
RealFft2<Real>::RealFft2(RealFft2&&) noexcept = default;

template <class Real>
RealFft2<Real>& RealFft2<Real>::operator=(RealFft2&&) noexcept = default;

template <class Real>
RealFft2<Real>::~RealFft2() = default;

template <class Real>
void RealFft2<Real>::forward(const Real* in, std::complex<Real>* out) const
{
    // FFTW's interface has no const, but FFTW_PRESERVE_INPUT keeps `in` as it is.
    Fftw<Real>::forward(plans_->forward.get(), const_cast<Real*>(in),
                        reinterpret_cast<typename Fftw<Real>::Complex*>(out));
}

template <class Real>
void RealFft2<Real>::inverse(const std::complex<Real>* in, Real* out) const
{
    auto& scratch = plans_->scratch;
    const Real scale = Real(1) / static_cast<Real>(plans_->height * plans_->width);
    for (std::size_t i = 0; i < scratch.size(); ++i)
        scratch[i] = in[i] * scale;
    Fftw<Real>::inverse(plans_->inverse.get(),
                        reinterpret_cast<typename Fftw<Real>::Complex*>(scratch.data()), out);
}

template <class Real>
std::size_t RealFft2<Real>::height() const
{
    return plans_->height;
}

template <class Real>
std::size_t RealFft2<Real>::width() const
{
    return plans_->width;
}

template <class Real>
std::size_t RealFft2<Real>::columns() const
{
    return plans_->width / 2 + 1;
}

template <class Real>
std::size_t RealFft2<Real>::howmany() const
{
    return plans_->howmany;
}

template class RealFft2<double>;
template class RealFft2<float>;

} // namespace etalon
