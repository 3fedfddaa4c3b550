namespace VisualSearch.Api.Products;

/// <summary>The form of a picture upload as the OpenAPI document shows it; it is read by <see cref="Http.MultipartPicture"/>.</summary>
/// <param name="File">The picture; the name <c>image</c> is taken too.</param>
internal sealed record PictureForm(IFormFile File);
