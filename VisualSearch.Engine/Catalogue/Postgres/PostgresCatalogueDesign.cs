using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>For <c>dotnet ef migrations add</c> only; no database is opened.</summary>
internal sealed class PostgresCatalogueDesign : IDesignTimeDbContextFactory<PostgresCatalogue>
{
    public PostgresCatalogue CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresCatalogue>().UseNpgsql("Host=localhost").Options);
}
