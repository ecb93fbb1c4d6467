#include "core/experiments/race/race_training.hpp"

#include "core/experiments/race/race_lane_training.hpp"

namespace etalon {

std::unique_ptr<RaceTraining> train_race(const RaceProblem& problem, const RaceNetwork& start,
                                         const RaceMatrix& test_inputs, RaceForm form,
                                         const RaceNetwork* gates_from)
{
    const RaceMatrix& inputs = problem.samples.inputs;
    if (form == RaceForm::automatic)
        form = inputs.cols() < inputs.rows() ? RaceForm::direct : RaceForm::gram;
    const RaceNetwork& gates = gates_from ? *gates_from : start;
    if (problem.single_precision)
        return form == RaceForm::direct
            ? train_race_direct<float>(problem, start, test_inputs, gates)
            : train_race_gram<float>(problem, start, test_inputs, gates);
    return form == RaceForm::direct ? train_race_direct<double>(problem, start, test_inputs, gates)
                                    : train_race_gram<double>(problem, start, test_inputs, gates);
}

} // namespace etalon
