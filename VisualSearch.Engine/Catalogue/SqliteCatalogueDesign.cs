using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace VisualSearch.Engine.Catalogue;

/// <summary>For <c>dotnet ef migrations add</c> only; no database is opened.</summary>
internal sealed class SqliteCatalogueDesign : IDesignTimeDbContextFactory<SqliteCatalogue>
{
    public SqliteCatalogue CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteCatalogue>().UseSqlite("Data Source=:memory:").Options);
}
