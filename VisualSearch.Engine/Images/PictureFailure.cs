namespace VisualSearch.Engine.Images;

/// <summary>Why a picture could not be had or read.</summary>
/// <param name="Detail">One sentence for the person who sent it; no addresses of ours, no stack.</param>
/// <param name="Transient">True when the same picture may well work later (a time-out, a 503); false when trying again is pointless.</param>
/// <param name="HostAway">True when no connection to the picture's host could be made, so that its other pictures fare no better at the moment.</param>
/// <param name="TimedOut">True when the host was reached and did not send the picture in time.</param>
public sealed record PictureFailure(PictureProblem Problem, string Detail, bool Transient = false, bool HostAway = false, bool TimedOut = false);
